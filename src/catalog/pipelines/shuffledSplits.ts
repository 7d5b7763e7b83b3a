import { float, int } from "../../core/options.ts";
import { definePipeline } from "./pipeline.ts";

/** How much a score owes to the split (Wong and Moradi 2019: three of 50, 20 and 30 %; spec 4.6). */
export const shuffledSplitsPipeline = definePipeline({
  id: "shuffled-splits",
  label: "Search, then shuffled splits",
  summary:
    "The best network is trained anew on several random splits of the stack and scored on what each holds out: mean and deviation.",
  options: {
    splits: int("Shuffled splits", 1, 100, 3),
    train: float("Share of the stack to train on", 0.05, 0.9, 0.5),
    test: float("Share of the stack held out", 0.05, 0.9, 0.3),
  },
  stages: (search, { splits, train, test }) => [
    search,
    { kind: "shuffle", source: { bestOf: 0 }, splits, train, test },
    { kind: "test", from: [0] },
  ],
});
