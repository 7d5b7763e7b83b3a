import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { memoryCapOf } from "./core/run/device.ts";
import { keepPaintingPlace, returnToPainting } from "./keptPainting.ts";
import { keepUpToDate, returnFromReload } from "./newVersion.ts";
import { createStudioStore } from "./state/store.ts";
import { App } from "./ui/frame/App.tsx";
import { joinLinkIn } from "./ui/joined/joinLink.ts";
import { saveFile } from "./ui/saveFile.ts";
import { startStudio } from "./worker/client.ts";

const root = createRoot(document.getElementById("root")!);
const link = joinLinkIn(location.hash);
if (link) void import("./joined.tsx").then(({ openLink }) => openLink(link, root));
else openStudio();

function openStudio(): void {
  /** Chromium alone says how much memory there is, in GiB, and never more than 8. */
  const { deviceMemory, hardwareConcurrency } = navigator as Navigator & { readonly deviceMemory?: number };
  const memoryCap = deviceMemory && memoryCapOf(deviceMemory * 2 ** 30, hardwareConcurrency);

  const store = createStudioStore(startStudio(), saveFile, memoryCap);

  keepPaintingPlace(store);
  void returnFromReload(store).then((hasStudy) => (hasStudy ? undefined : returnToPainting(store)));
  void keepUpToDate(store).catch(() => undefined);

  root.render(
    <StrictMode>
      <App store={store} />
    </StrictMode>,
  );
}
