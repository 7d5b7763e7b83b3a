import { Button, Popover, Slider, Switch } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { useStudio } from "../studioContext.ts";
import { FIELD_SLIDERS, USUAL_SLIDERS } from "../../state/comparedField.ts";

/** Refines all predictions that are shown by a conditional random field, while one moves its numbers. */
export function FieldControl() {
  const field = useStudio((state) => state.field);
  const setField = useStudio((state) => state.setField);
  return (
    <span className="row" style={{ gap: 4 }}>
      <Switch
        size="xs"
        label="CRF"
        title="Neighbours of a slice that look alike take the same class"
        checked={field !== null}
        onChange={(event) => setField(event.currentTarget.checked ? USUAL_SLIDERS : null)}
      />
      {field && (
        <Popover position="bottom-start" width={260}>
          <Popover.Target>
            <Button size="xs" aria-label="Numbers of the CRF" rightSection={<ChevronDown size={12} aria-hidden />}>
              Numbers
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            {FIELD_SLIDERS.map(({ name, label, min, max, step }) => (
              <div key={name} className="row" style={{ gap: 8 }}>
                <span className="t2" style={{ width: 92 }}>
                  {label}
                </span>
                <Slider
                  thumbLabel={label}
                  min={min}
                  max={max}
                  step={step}
                  value={field[name]}
                  onChange={(value) => setField({ ...field, [name]: value })}
                  style={{ flex: 1 }}
                />
                <span className="num" style={{ width: 30 }}>
                  {field[name]}
                </span>
              </div>
            ))}
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  );
}
