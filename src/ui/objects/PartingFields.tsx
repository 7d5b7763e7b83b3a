import { Select } from "@mantine/core";
import { boundaryClassOf } from "../../core/image/objects/boundaryClass.ts";
import type { ClassObjectRules } from "../../core/image/objects/classObjects.ts";
import { TOUCHING_HEIGHT } from "../../state/objectsSlice.ts";
import { NumberField } from "../controls/NumberField.tsx";
import { useStudio } from "../studioContext.ts";
import classes from "./objects.module.css";

type Parting = ClassObjectRules["parting"];

const WAYS: readonly { readonly value: string; readonly label: string; readonly parting: Parting }[] = [
  {
    value: "faces",
    label: "Not at all: voxels that share a face are one",
    parting: { by: "nothing", neighbours: "faces" },
  },
  { value: "corners", label: "Not at all: corners join, too", parting: { by: "nothing", neighbours: "corners" } },
  { value: "distance", label: "At their waists (watershed)", parting: { by: "distance", height: TOUCHING_HEIGHT } },
  {
    value: "boundary",
    label: "By a class between them (watershed)",
    parting: { by: "boundary", classIndex: 0, threshold: 0.5 },
  },
];

const LEARNT = { value: "boundaryClass", label: "By the boundaries that are learnt" } as const;

const wayOf = (parting: Parting): string => (parting.by === "nothing" ? parting.neighbours : parting.by);

/** How objects that touch are told apart. */
export function PartingFields() {
  const parting = useStudio((state) => state.objectRules.parting);
  const isPrediction = useStudio((state) => state.objectSource.of === "prediction");
  const infos = useStudio(({ data }) => data?.mapping?.classes);
  const setObjectRules = useStudio((state) => state.setObjectRules);
  const boundary = boundaryClassOf(infos ?? []);
  // Labels have no probabilities to part them by.
  const ways = WAYS.filter(({ value }) => isPrediction || value !== "boundary");
  return (
    <>
      <Select
        label="Part what touches"
        value={wayOf(parting)}
        data={[...(boundary ? [LEARNT] : []), ...ways.map(({ value, label }) => ({ value, label }))]}
        onChange={(value) => {
          if (value === LEARNT.value && boundary) setObjectRules({ parting: { by: LEARNT.value, boundary } });
          const way = WAYS.find((other) => other.value === value);
          if (way) setObjectRules({ parting: way.parting });
        }}
      />
      {parting.by === "distance" && (
        <NumberField
          label="Waist, voxels narrower than both sides"
          value={parting.height}
          check={(value) => (value > 0 ? null : "Write a number above 0.")}
          onChange={(height) => setObjectRules({ parting: { by: "distance", height } })}
        />
      )}
      {parting.by === "boundary" && <BoundaryFields parting={parting} />}
    </>
  );
}

function BoundaryFields({ parting }: { readonly parting: Extract<Parting, { readonly by: "boundary" }> }) {
  const infos = useStudio(({ data }) => data?.mapping?.classes) ?? [];
  const setObjectRules = useStudio((state) => state.setObjectRules);
  return (
    <div className={classes.pair}>
      <Select
        label="Class between them"
        value={String(parting.classIndex)}
        data={infos.map(({ name }, index) => ({ value: String(index), label: name }))}
        onChange={(value) => value !== null && setObjectRules({ parting: { ...parting, classIndex: Number(value) } })}
      />
      <NumberField
        label="Objects begin below"
        value={parting.threshold}
        check={(value) => (value > 0 && value <= 1 ? null : "Write a probability, above 0 and at most 1.")}
        onChange={(threshold) => setObjectRules({ parting: { ...parting, threshold } })}
      />
    </div>
  );
}
