import { blackboxStory } from "./blackboxStory.ts";
import { coverStory } from "./coverStory.ts";
import { crsStory } from "./crsStory.ts";
import type { LearnView, Story } from "./story.ts";

const stories: Readonly<Record<string, (view: LearnView) => Story>> = { crs: crsStory, blackbox: blackboxStory };

/** A strategy explained; one without a story of its own is told by its reasons. */
export const storyOf = (view: LearnView): Story => (stories[view.plan.strategy.id] ?? coverStory)(view);
