import type { FastifyInstance } from "fastify";
import { joinSchema, type Joined } from "../protocol.ts";
import type { Gate } from "./gateway.ts";
import { checked, Refusal } from "./refusal.ts";
import type { Sessions } from "./sessions.ts";
import { roleOfToken } from "./tokens.ts";

/** Lets in whoever has a token, to what it allows. */
export function addJoining(server: FastifyInstance, { options, chronicle }: Gate, sessions: Sessions): void {
  server.post("/join", (request): Joined => {
    const { token, hello } = checked(joinSchema, "To join", request.body);
    const role = roleOfToken(options.tokens(), token);
    if (!role) throw new Refusal(401, "This link is not valid, or no longer. Ask for a new one.");
    if (role === "work" && hello.build !== options.build)
      throw new Refusal(
        426,
        `This machine has Cristae ${hello.build}, the study is searched with ${options.build}; install that one to work on it.`,
      );
    if (role === "work" && options.crew.isSentOut(hello.name))
      throw new Refusal(403, `${hello.name} was sent out of this search.`);
    const joined = role === "work" ? options.crew.join(hello) : null;
    if (joined) chronicle.happened(joined.name, "joined", null, `It joined with ${joined.device}.`);
    const session = sessions.begin(role, joined);
    return {
      ...{ session, name: joined?.name ?? hello.name, study: options.study },
      beatMs: Math.min(10_000, options.lockMs / 3),
    };
  });
}
