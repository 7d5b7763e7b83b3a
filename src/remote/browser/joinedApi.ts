import type { CurvePoint } from "../../core/study/trial.ts";
import type { WorkDone } from "../joined/workLoop.ts";
import type { Joined } from "../protocol.ts";

/** How a page wants to help. */
export interface JoinWish {
  /** Where the page came from: the gateway serves it. */
  readonly origin: string;
  readonly token: string;
  /** Empty where it is to be given a name. */
  readonly name: string;
  /** Networks trained at a time. */
  readonly slots: number;
}

/** What a trial sees of the slice that this page is shown. */
export interface SeenSlice {
  readonly slice: number;
  readonly width: number;
  readonly height: number;
  readonly greys: Uint8Array;
  readonly truth: Uint8Array;
}

/** What the page is told of the work that is done in it. */
export type Told =
  | { readonly about: "joined"; readonly joined: Joined; readonly device: string; readonly keepsData: boolean }
  | { readonly about: "fetched"; readonly bytes: number }
  | { readonly about: "data"; readonly seen: SeenSlice }
  | { readonly about: "trial"; readonly trial: number; readonly steps: number }
  | { readonly about: "work"; readonly work: WorkDone }
  | { readonly about: "progress"; readonly trial: number; readonly step: number; readonly stepsPerSecond: number }
  | { readonly about: "point"; readonly trial: number; readonly point: CurvePoint }
  | { readonly about: "picture"; readonly trial: number; readonly step: number; readonly labels: Uint8Array }
  | { readonly about: "over"; readonly because: string };

/** Training for a gateway in a worker of the page. */
export interface JoinedApi {
  /** Works until it is told to leave, or there is nothing more to do. */
  begin(wish: JoinWish, tell: (told: Told) => void): Promise<void>;
  /** Gives back what is trained, with a checkpoint. */
  leave(): Promise<void>;
}
