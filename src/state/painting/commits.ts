import { rectOfBox } from "../../core/image/plane.ts";
import type { PaintAnswer, PaintingState, PlanePlace, StudioApi } from "../../worker/studioApi.ts";
import type { StudioStore } from "../store.ts";
import { planeIndex } from "../viewSlice.ts";
import { editText } from "./paintTools.ts";
import type { LabelledPlane } from "./strokeInHand.ts";

/** How long after the last stroke the facts of the data are worked out anew: they take longer than a stroke. */
const REFRESH_MILLISECONDS = 700;

/** What goes to the worker, and what comes back of it. */
export interface Commits {
  /** Sends what is on the page already. */
  readonly send: (work: () => Promise<PaintAnswer>) => Promise<void>;
  /** Asks for a change that is not on the page yet. */
  readonly change: (work: () => Promise<PaintAnswer>) => Promise<void>;
  /** Works out the facts of the data anew. */
  readonly refresh: () => Promise<void>;
}

/** Nothing is on its way at first. */
export function createCommits(
  { data: api }: Pick<StudioApi, "data">,
  { getState: get, setState: set }: StudioStore,
): Commits {
  let [pending, sent] = [0, 0];
  let hasMissed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const told = (painting: PaintingState) =>
    set(({ data }) => ({ data: data && { ...data, painting }, paintedAt: Date.now() }));
  const fetchAnew = () => set(({ staleness }) => ({ staleness: staleness + 1 }));

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    const before = sent;
    const data = await api.state();
    if (before === sent) get().showData(data);
    else refreshLater();
  }
  function refreshLater(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void get().attempt(refresh), REFRESH_MILLISECONDS);
  }

  /** While others are on their way, the answer to one does not know of them: then the plane is fetched once all are there. */
  function taken({ painting, box, patch }: PaintAnswer): void {
    told(painting);
    const shown = get().shownPlane;
    if (!box) return;
    if (shown?.labels && patch && pending === 0 && isWithin(shown, box)) {
      patchPlane(shown as LabelledPlane, patch);
      set({ repainted: patch.rect });
    } else hasMissed = true;
  }

  const run = (work: () => Promise<PaintAnswer>, take: (answer: PaintAnswer) => void) =>
    get().attempt(async () => {
      pending++;
      sent++;
      try {
        const answer = await work();
        pending--;
        take(answer);
      } catch (error) {
        pending--;
        hasMissed = true;
        throw error;
      } finally {
        if (pending === 0 && hasMissed) fetchAnew();
        if (pending === 0) hasMissed = false;
        refreshLater();
      }
    });

  return {
    send: (work) => run(work, ({ painting }) => told(painting)),
    change: (work) => run(work, taken),
    refresh,
  };
}

/** Whether a box is in one plane alone, so that no other plane that was fetched is another now. */
const isWithin = ({ plane, index }: PlanePlace, box: NonNullable<PaintAnswer["box"]>): boolean =>
  rectOfBox(plane, index, box) !== null &&
  { xy: box.z, xz: box.y, yz: box.x }[plane].to - { xy: box.z, xz: box.y, yz: box.x }[plane].from === 1;

function patchPlane(
  { labels, width }: LabelledPlane,
  { rect, labels: patch }: NonNullable<PaintAnswer["patch"]>,
): void {
  for (let row = 0; row < rect.height; row++)
    labels.set(patch.subarray(row * rect.width, (row + 1) * rect.width), (rect.y + row) * width + rect.x);
}

/** The view stays where it is; what became another elsewhere is said, with a way there. */
export async function takeBack(
  { getState: get, setState: set }: StudioStore,
  commits: Commits,
  did: string,
  work: () => Promise<PaintAnswer>,
): Promise<void> {
  const [plane, index] = [get().plane, planeIndex(get())];
  const before = get().data?.painting;
  const answers: PaintAnswer[] = [];
  await commits.change(async () => {
    const answer = await work();
    answers.push(answer);
    return answer;
  });
  const box = answers[0]?.box;
  const { data } = get();
  const note = did === "Took back" ? before?.done.at(-1) : before?.undone.at(-1);
  if (!box || !note || !data?.mapping || rectOfBox(plane, index, box)) return;
  const go = () => {
    if (get().plane !== note.plane) get().setPlane(note.plane);
    get().goTo(note.index);
    set({ hover: null });
  };
  get().notify(`${did}: ${editText(note, data.mapping)}`, { label: "Go there", run: go });
}
