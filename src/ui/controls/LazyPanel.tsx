import { lazy, Suspense, useState, type ComponentType, type ReactNode } from "react";
import { StudioError, toErrorRecord } from "../../core/errors.ts";
import { PanelBoundary } from "./PanelBoundary.tsx";

type Load<Props> = () => Promise<ComponentType<Props>>;

interface LazyPanelProps<Props> {
  /** At the beginning of a sentence, as in "This room could not be shown". */
  readonly name: string;
  readonly load: Load<Props>;
  readonly props: Props;
  readonly fallback?: ReactNode;
}

const panels = new Map<unknown, ComponentType<never>>();

/** React keeps the promise of a lazy component, also one that failed: trying again takes a new one. */
function panelOf<Props>(load: Load<Props>, isNew = false): ComponentType<Props> {
  const known = panels.get(load) as ComponentType<Props> | undefined;
  if (known && !isNew) return known;
  const made = lazy(async () => ({ default: await load().catch(notLoaded) })) as unknown as ComponentType<Props>;
  panels.set(load, made as ComponentType<never>);
  return made;
}

function notLoaded(error: unknown): never {
  throw new StudioError(
    "NotLoaded",
    `Its code could not be fetched (${toErrorRecord(error).message}). Check the network and try again; where Cristae was updated meanwhile, reload the page.`,
  );
}

/** A part of the page that is loaded when it is first shown; where the network fails it can be tried again. */
export function LazyPanel<Props extends object>({ name, load, props, fallback = null }: LazyPanelProps<Props>) {
  const [Panel, setPanel] = useState<ComponentType<Props>>(() => panelOf(load));
  return (
    <PanelBoundary name={name} onRetry={() => setPanel(() => panelOf(load, true))}>
      <Suspense fallback={fallback}>
        <Panel {...props} />
      </Suspense>
    </PanelBoundary>
  );
}
