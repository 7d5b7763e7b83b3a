import { leaveForReload, returnTo, wouldLose, type Session } from "./state/session.ts";
import type { StudioStore } from "./state/store.ts";

const SESSION = "cristae.session";

/**
 * Keeps the page usable without a network, and brings a new version in without losing anything: at once where nothing is open, else
 * when the user says so. What runs is stopped with its checkpoints and goes on after the reload. Every tab reloads once, as the
 * files of the old version are gone with it.
 */
export async function keepUpToDate(store: StudioStore): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  const hadVersion = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (hadVersion) void reloadKeeping(store);
  });
  const registration = await serviceWorker.register(new URL("./sw.js", document.baseURI));
  const offer = () => {
    if (registration.waiting && serviceWorker.controller) offerVersion(store, registration.waiting);
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void registration.update().catch(() => undefined);
  });
  offer();
}

/** Goes back to where a reload left off, if one did; whether to a study. */
export async function returnFromReload(store: StudioStore): Promise<boolean> {
  const kept = sessionStorage.getItem(SESSION);
  sessionStorage.removeItem(SESSION);
  if (kept === null) return false;
  const session = JSON.parse(kept) as Session;
  await returnTo(store, session);
  return session.studyId !== null;
}

function offerVersion(store: StudioStore, waiting: ServiceWorker): void {
  const take = () => waiting.postMessage({ type: "SKIP_WAITING" });
  const { data, study, opening, notify } = store.getState();
  if (data === null && study === null && opening === null) {
    take();
    return;
  }
  const warning = wouldLose(store.getState()) ? " Reloading closes the open data." : " What is open is kept.";
  notify(`A new version of Cristae is ready.${warning}`, { label: "Reload", run: take });
}

let isReloading = false;

async function reloadKeeping(store: StudioStore): Promise<void> {
  if (isReloading) return;
  isReloading = true;
  const session = await leaveForReload(store);
  sessionStorage.setItem(SESSION, JSON.stringify(session));
  location.reload();
}
