import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { nodeHash } from "../blobs/nodeHash.ts";
import { sha256Schema } from "../protocol.ts";
import type { Gate } from "./gateway.ts";
import { checked, Refusal } from "./refusal.ts";

/** Weights and optimiser of the largest network that trains here, and more. */
const MOST_BLOB_BYTES = 512 << 20;
const FOR_EVER = "private, max-age=31536000, immutable";

/** Bytes by their hash: they never change, so that whoever has them need not ask again. */
export function addBlobs(server: FastifyInstance, gate: Gate): void {
  const { blobs } = gate.options;
  const nameOf = (request: FastifyRequest) =>
    checked(sha256Schema, "The bytes", (request.params as { sha256: string }).sha256);

  server.addContentTypeParser(
    "application/octet-stream",
    { parseAs: "buffer", bodyLimit: MOST_BLOB_BYTES },
    (_, body, done) => done(null, body),
  );
  server.put("/blob/:sha256", { bodyLimit: MOST_BLOB_BYTES }, async (request, reply) => {
    gate.allow(request, "work");
    const name = nameOf(request);
    const bytes = request.body;
    if (!(bytes instanceof Uint8Array)) throw new Refusal(400, "Bytes come as application/octet-stream.");
    if (nodeHash(bytes) !== name)
      throw new Refusal(400, "These bytes have another hash; they were damaged on their way.");
    await blobs.write(name, bytes);
    return reply.code(204).send();
  });
  server.get("/blob/:sha256", async (request, reply) => {
    gate.allow(request, "work", "watch", "steer");
    const name = nameOf(request);
    const bytes = await blobs.read(name);
    if (!bytes) throw new Refusal(404, "There are no such bytes.");
    void reply.header("etag", `"${name}"`).header("cache-control", FOR_EVER).header("accept-ranges", "bytes");
    return sendPart(request, reply, bytes);
  });
}

function sendPart(request: FastifyRequest, reply: FastifyReply, bytes: Uint8Array): FastifyReply {
  void reply.type("application/octet-stream");
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  if (first === undefined) return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const [from, to] = [Number(first), Math.min(bytes.length, last ? Number(last) + 1 : bytes.length)];
  if (from >= to) return reply.code(416).header("content-range", `bytes */${bytes.length}`).send();
  const part = bytes.subarray(from, to);
  void reply.code(206).header("content-range", `bytes ${from}-${to - 1}/${bytes.length}`);
  return reply.send(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
}
