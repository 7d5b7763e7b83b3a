import type { StudioStore } from "../../state/store.ts";

/** Copies a link to what is shown; where the browser keeps pages from the clipboard, it is shown to be copied by hand. */
export async function copyLink(store: StudioStore): Promise<void> {
  const state = store.getState();
  await state.attempt(async () => {
    const { shareLink } = await import("../../state/address/shareLink.ts");
    const link = await shareLink(state, location);
    // Pages of plain http have none.
    const { clipboard } = navigator as { readonly clipboard?: Clipboard };
    const isCopied = await clipboard?.writeText(link).then(
      () => true,
      () => false,
    );
    state.notify(
      isCopied ? `Link copied${state.data && !state.data.sample ? "; your images are not in it" : ""}.` : link,
    );
  });
}
