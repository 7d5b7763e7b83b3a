import type { NetworkOutput, Proof } from "../catalog/networkFormats/networkFormat.ts";
import { networkFormats } from "../catalog/networkFormats/index.ts";
import { parseLicence } from "../catalog/networkFormats/licence.ts";
import { toErrorRecord, type ErrorRecord } from "../core/errors.ts";
import type { ExportedFiles, MaskFormat, StudioApi } from "../worker/studioApi.ts";
import type { SaveFile } from "./librarySlice.ts";
import type { SliceCreator } from "./store.ts";

/** A network on its way out of the page. */
export interface NetworkExport {
  readonly trial: number;
  readonly format: string;
  readonly output: NetworkOutput;
  /** While the file is made and run. */
  readonly isWorking: boolean;
  /** Once it was made. */
  readonly made: ExportedFiles | null;
  readonly problem: ErrorRecord | null;
}

export interface MaskExport {
  readonly trial: number;
  /** The stack it is of: the study's, or the one that is being segmented. */
  readonly of: "study" | "newStack";
  readonly formats: readonly MaskFormat[];
}

export interface ExportSlice {
  /** Null while none is asked for. */
  readonly networkExport: NetworkExport | null;
  readonly openNetworkExport: (trial: number) => void;
  readonly closeNetworkExport: () => void;
  /** Another format or output: what was made before is no longer it. */
  readonly chooseNetworkExport: (change: Partial<Pick<NetworkExport, "format" | "output">>) => void;
  /** Makes the file, of a licence as SPDX writes it or of none, and runs it. */
  readonly makeNetworkExport: (licence: string) => Promise<void>;
  readonly saveNetworkExport: () => void;
  /** The trial whose mask is to leave and the formats there are, while one is asked for. */
  readonly maskExport: MaskExport | null;
  readonly openMaskExport: (trial: number, of?: MaskExport["of"]) => Promise<void>;
  readonly closeMaskExport: () => void;
}

export const createExportSlice =
  ({ compare }: Pick<StudioApi, "compare">, save: SaveFile): SliceCreator<ExportSlice> =>
  (set, get) => ({
    networkExport: null,
    openNetworkExport: (trial) =>
      set({ networkExport: { trial, format: "onnx", output: "probabilities", ...NOTHING_MADE } }),
    maskExport: null,
    openMaskExport: (trial, of = "study") =>
      get().attempt(async () => set({ maskExport: { trial, of, formats: await compare.maskFormats() } })),
    closeMaskExport: () => set({ maskExport: null }),
    closeNetworkExport: () => set({ networkExport: null }),
    chooseNetworkExport: (change) =>
      set(({ networkExport }) => ({ networkExport: networkExport && fitting({ ...networkExport, ...change }) })),
    async makeNetworkExport(licence) {
      const asked = get().networkExport;
      if (!asked) return;
      const working: NetworkExport = { ...asked, ...NOTHING_MADE, isWorking: true };
      set({ networkExport: working });
      const { trial, format, output } = asked;
      const make = async () => compare.exportNetwork(trial, { format, output, licence: parseLicence(licence) });
      const end = await make().then(
        (made): Partial<NetworkExport> => ({ made }),
        (error: unknown): Partial<NetworkExport> => ({ problem: toErrorRecord(error) }),
      );
      // Another may have been asked for meanwhile.
      if (get().networkExport === working) set({ networkExport: { ...working, ...end, isWorking: false } });
    },
    saveNetworkExport() {
      const made = get().networkExport?.made;
      if (made) save(made.name, made.bytes, "application/octet-stream");
    },
  });

const NOTHING_MADE = { isWorking: false, made: null, problem: null } as const;

/** A format that does not give what was chosen gives what it can. */
function fitting(wish: NetworkExport): NetworkExport {
  const { outputs } = networkFormats.get(wish.format);
  const output = outputs.includes(wish.output) ? wish.output : outputs[0]!;
  return { ...wish, output, ...NOTHING_MADE };
}

/** "max difference 2e-6 on slice 16, checked just now with ONNX Runtime Web 1.30.0". */
export const proofSentence = ({ largestDifference, where, runtime }: Proof): string =>
  `max difference ${largestDifference.toExponential(0)} on ${where}, checked just now with ${runtime}`;
