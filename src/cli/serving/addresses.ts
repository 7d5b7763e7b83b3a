import { hostname, networkInterfaces } from "node:os";

/** Where others may reach a server of this machine: every address, as nobody knows which of them leads here from there. */
export function addressesOf(host: string, port: number, isSecure: boolean): readonly string[] {
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const hosts = isEverywhere ? [...outwardAddresses(), hostname(), "127.0.0.1"] : [host];
  return [...new Set(hosts)].map(
    (name) => `${isSecure ? "https" : "http"}://${name.includes(":") ? `[${name}]` : name}:${port}`,
  );
}

const outwardAddresses = (): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);
