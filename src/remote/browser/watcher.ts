import { StudioError } from "../../core/errors.ts";
import { BUILD } from "../build.ts";
import { joinGateway } from "../joined/gatewayClient.ts";
import type { SteerOrder } from "../protocol.ts";
import { unpackPicture, type Picture } from "../watching/picture.ts";
import type { Standing } from "../watching/standing.ts";

/** A study as a page looks on, or steers it. */
export interface Watcher {
  standing(): Promise<Standing>;
  picture(sha256: string): Promise<Picture>;
  steer(order: SteerOrder): Promise<void>;
}

/** Joins by a link of that role. Throws StudioError "Refused" in the gateway's words. */
export async function watchGateway(origin: string, token: string): Promise<Watcher> {
  const hello = { build: BUILD, name: "", device: "none", cores: 1, slots: 1 };
  const client = await joinGateway({ invitation: { addresses: [origin], token }, hello });
  return {
    standing: () => client.standing(),
    picture: async (sha256) => unpackPicture(await client.getBlob(sha256)),
    steer: (order) => client.steer(order),
  };
}

/** The study as a page sees it that trains for it, under the session that it has anyway. */
export function lookOnAs(session: string): Omit<Watcher, "steer"> {
  const get = async (path: string): Promise<Response> => {
    const answer = await fetch(path, { headers: { authorization: `Bearer ${session}` } });
    if (!answer.ok) throw new StudioError("NotFound", `The gateway answers ${answer.status}.`);
    return answer;
  };
  return {
    standing: async () => (await (await get("/standing")).json()) as Standing,
    picture: async (sha256) => unpackPicture(new Uint8Array(await (await get(`/blob/${sha256}`)).arrayBuffer())),
  };
}
