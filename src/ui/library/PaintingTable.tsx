import { Button } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { shapeText } from "../../core/image/volume.ts";
import type { KeptPainting } from "../../worker/studioApi.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { formatBytes, formatInteger } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./library.module.css";

/** What was painted in this browser, to go on with or to delete. */
export function PaintingTable({ paintings }: { readonly paintings: readonly KeptPainting[] }) {
  return (
    <section className={classes.card} aria-label="Painted labels in this browser">
      <div className="panel-head">
        <h2>Painted labels in this browser</h2>
      </div>
      <table className="table" aria-label="Painted labels">
        <thead>
          <tr>
            <th>Image</th>
            <th className="num">Slices, height, width</th>
            <th className="num">Edits</th>
            <th className="num">Size</th>
            <th>Painted last</th>
            <th>
              <span className="visually-hidden">What can be done with it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {paintings.map((painting) => (
            <PaintingRow key={painting.id} painting={painting} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** It cannot be taken back, so that the button asks once more. */
function PaintingRow({ painting: { id, name, shape, edits, bytes, changedAt } }: { readonly painting: KeptPainting }) {
  const open = useStudio((state) => state.openPainting);
  const remove = useStudio((state) => state.removePainting);
  const [isAsked, ask] = useState(false);
  return (
    <tr>
      <td>{name}</td>
      <td className="num">{shapeText(shape)}</td>
      <td className="num">{formatInteger(edits)}</td>
      <td className="num">{formatBytes(bytes)}</td>
      <td>{changedAt === null ? "–" : new Date(changedAt).toLocaleString()}</td>
      <td className="num">
        <Button size="xs" variant="subtle" onClick={() => void open(id)}>
          Paint on
        </Button>
        {isAsked ? (
          <Button size="xs" variant="default" onClick={() => void remove(id)} onBlur={() => ask(false)}>
            Delete for good
          </Button>
        ) : (
          <IconButton label={`Delete what was painted on ${name}`} onClick={() => ask(true)}>
            <Trash2 />
          </IconButton>
        )}
      </td>
    </tr>
  );
}
