import type { ClassObjectRules, ClassObjects, ClassStack } from "../../core/image/objects/classObjects.ts";

/** What finds objects, in a thread of its own: it takes seconds in which the studio has to answer. */
export interface ObjectFinder {
  find(stack: ClassStack, rules: ClassObjectRules): Promise<ClassObjects>;
}

export interface ObjectThread {
  readonly finder: ObjectFinder;
  /** Rejects when the thread dies. */
  readonly crashed: Promise<never>;
  end(): void;
}
