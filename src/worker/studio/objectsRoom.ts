import { StudioError } from "../../core/errors.ts";
import type { ClassObjectRules } from "../../core/image/objects/classObjects.ts";
import { voxelCount } from "../../core/image/volume.ts";
import type { ObjectThread } from "../objects/objectThread.ts";
import type { ObjectListener, ObjectsApi, SurfaceSource } from "../studioApi.ts";
import type { DataRoom } from "./dataRoom.ts";
import type { OpenedStudy } from "./openedStudy.ts";
import { seenStack } from "./seenStack.ts";

interface ObjectsParts {
  readonly data: Pick<DataRoom, "labelled" | "imageOf">;
  readonly open: OpenedStudy;
  readonly spawnObjects: () => ObjectThread;
}

/** Objects of the open labels and of what trials see, found in a thread that lives as long as the call. One is looked at a time. */
export function createObjectsRoom({ data, open, spawnObjects }: ObjectsParts): ObjectsApi {
  /** Ends what is under way; it then comes to nothing. */
  let stop: () => void = () => undefined;

  async function boundaryOf(
    source: SurfaceSource,
    { parting }: ClassObjectRules,
    isWanted: () => boolean,
  ): Promise<Float32Array<ArrayBuffer> | null> {
    if (parting.by !== "boundary") return null;
    if (source.of === "labels")
      throw new StudioError(
        "BadInput",
        "Labels have no probabilities to part objects by; choose a trial, or their waists.",
      );
    const { shape } = open.study().study().spec.task;
    const [depth, height, width] = shape;
    const values = new Float32Array(voxelCount(shape));
    for (let z = 0; z < depth && isWanted(); z++)
      values.set(await open.seen().seenProbability(source.trial, z, parting.classIndex), z * height * width);
    return values;
  }

  async function find(
    source: SurfaceSource,
    rules: ClassObjectRules,
    listener: ObjectListener,
    stopped: Promise<null>,
  ) {
    const wish = { isWanted: true };
    void stopped.then(() => (wish.isWanted = false));
    const seen = await seenStack({ data, open }, source, async (done, planned) => {
      await listener.progress({ doing: "predicting", done, planned });
      return wish.isWanted;
    });
    const boundary = seen && (await boundaryOf(source, rules, () => wish.isWanted));
    if (!seen || !wish.isWanted) return null;
    await listener.progress({ doing: "finding", done: 0, planned: 1 });
    const thread = spawnObjects();
    try {
      const { shape, labels, voxelSizeNm } = seen;
      const stack = { shape, labels, voxelSizeNm, boundary, image: data.imageOf(shape) };
      return await Promise.race([thread.finder.find(stack, rules), thread.crashed, stopped]);
    } finally {
      thread.end();
    }
  }

  return {
    find(source, rules, listener) {
      stop();
      const stopped = new Promise<null>((resolve) => (stop = () => resolve(null)));
      return find(source, rules, listener, stopped);
    },
    stop() {
      stop();
      return Promise.resolve();
    },
  };
}
