import type { RewardId } from "../../../core/study/sharedSearch.ts";

export const REWARD_LABELS: Readonly<Record<RewardId, string>> = { meanIou: "mean IoU", accuracy: "accuracy" };
