import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { memoryCapOf } from "./core/run/device.ts";
import { keepPaintingPlace, returnToPainting } from "./keptPainting.ts";
import { keepUpToDate, returnFromReload } from "./newVersion.ts";
import { createStudioStore, type StudioState, type StudioStore } from "./state/store.ts";
import { App } from "./ui/frame/App.tsx";
import { joinLinkIn } from "./ui/joined/joinLink.ts";
import { saveFile } from "./ui/saveFile.ts";
import { startStudio } from "./worker/client.ts";

const root = createRoot(document.getElementById("root")!);
const link = joinLinkIn(location.hash);
if (link) void import("./joined.tsx").then(({ openLink }) => openLink(link, root));
else openStudio();

/** The first screen has no address: what keeps one comes with the first place that is gone to. */
function followPlaces(store: StudioStore, first: StudioState): void {
  const keep = () => void import("./keptAddress.ts").then(({ keepAddress }) => keepAddress(store, first));
  const isElsewhere = ({ room, data, study }: StudioState) => room !== "data" || data !== null || study !== null;
  if (location.hash !== "" || isElsewhere(store.getState())) {
    keep();
    return;
  }
  const stop = store.subscribe((state) => {
    if (!isElsewhere(state)) return;
    stop();
    keep();
  });
}

function openStudio(): void {
  /** Chromium alone says how much memory there is, in GiB, and never more than 8. */
  const { deviceMemory, hardwareConcurrency } = navigator as Navigator & { readonly deviceMemory?: number };
  const memoryCap = deviceMemory && memoryCapOf(deviceMemory * 2 ** 30, hardwareConcurrency);

  const store = createStudioStore(startStudio(), saveFile, memoryCap);

  keepPaintingPlace(store);
  const first = store.getState();
  void returnFromReload(store)
    .then((hasStudy) => (hasStudy ? undefined : returnToPainting(store)))
    .then(() => followPlaces(store, first));
  void keepUpToDate(store).catch(() => undefined);

  root.render(
    <StrictMode>
      <App store={store} />
    </StrictMode>,
  );
}
