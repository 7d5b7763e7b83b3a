import type { StudioState } from "../store.ts";
import { hashOf, placeOf } from "./address.ts";
import { giftOf, packed } from "./luggage.ts";

/** A link to what is shown, for another browser: it carries the plan, as the study stays where it is. `at` is the page's own address. */
export async function shareLink(state: StudioState, at: { readonly href: string }): Promise<string> {
  const url = new URL(at.href);
  url.hash = hashOf({ ...placeOf(state), sample: state.data?.sample ?? null, packed: await packed(giftOf(state)) });
  return url.href;
}
