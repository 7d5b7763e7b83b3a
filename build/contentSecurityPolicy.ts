import type { Plugin } from "vite";
import { POLICY } from "../src/cli/studio/policy.ts";

/** Puts the policy into the built page; while developing, Vite itself needs inline scripts. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY }, injectTo: "head-prepend" },
    ],
  };
}
