import type {
  ButtonFactory,
  ActionIconFactory,
  SegmentedControlFactory,
  SelectFactory,
  NumberInputFactory,
  TextInputFactory,
  CheckboxFactory,
  SliderFactory,
  MenuFactory,
  PopoverFactory,
  TooltipFactory,
  ModalFactory,
  ExtendComponent,
  FactoryPayload,
  MantineThemeComponents,
} from "@mantine/core";

const heights: Readonly<Record<string, string>> = { xs: "24px", sm: "28px", md: "32px" };
const heightOf = (size: unknown): string => heights[String(size)] ?? "28px";

const input = { defaultProps: { size: "xs" as const } };

const floating = { shadow: "md", radius: 5, transitionProps: { duration: 0 } };

/** A look is data: `Component.extend` would bring the code of every control with the first screen. */
const lookOf = <Payload extends FactoryPayload>(look: ExtendComponent<Payload>) => look;

/** Sizes of every Mantine control, set once: 24 in bars and tables ("xs"), 28 ("sm"), 32 for the first-run button ("md"). */
export const componentLooks: MantineThemeComponents = {
  Button: lookOf<ButtonFactory>({
    defaultProps: { size: "sm", variant: "default" },
    vars: (_theme, { size }) => ({
      root: {
        "--button-height": heightOf(size),
        "--button-padding-x": size === "xs" ? "8px" : size === "md" ? "14px" : "10px",
        "--button-fz": size === "md" ? "13px" : "12px",
        "--button-radius": "3px",
      },
    }),
    styles: { root: { fontWeight: 500 }, section: { marginInline: 0, gap: 4 }, inner: { gap: 6 } },
  }),
  ActionIcon: lookOf<ActionIconFactory>({
    defaultProps: { size: "xs", variant: "subtle" },
    vars: (_theme, { size }) => ({ root: { "--ai-size": heightOf(size) } }),
  }),
  SegmentedControl: lookOf<SegmentedControlFactory>({
    defaultProps: { size: "xs", transitionDuration: 0, withItemsBorders: false },
  }),
  Select: lookOf<SelectFactory>({
    defaultProps: { size: "xs", allowDeselect: false, withCheckIcon: false, comboboxProps: floating },
  }),
  NumberInput: lookOf<NumberInputFactory>({ defaultProps: { size: "xs", hideControls: true } }),
  TextInput: lookOf<TextInputFactory>(input),
  Checkbox: lookOf<CheckboxFactory>({ defaultProps: { size: "xs" } }),
  Slider: lookOf<SliderFactory>({ defaultProps: { size: 2, thumbSize: 12, color: "var(--text)", label: null } }),
  // The placeholder would hold the focus within the menu, but may not be in it (ARIA): the first item has it instead.
  Menu: lookOf<MenuFactory>({ defaultProps: { ...floating, withInitialFocusPlaceholder: false } }),
  Popover: lookOf<PopoverFactory>({ defaultProps: floating }),
  Tooltip: lookOf<TooltipFactory>({
    defaultProps: {
      openDelay: 400,
      withArrow: false,
      fz: 11,
      color: "var(--invert)",
      transitionProps: { duration: 0 },
    },
  }),
  Modal: lookOf<ModalFactory>({
    defaultProps: {
      closeButtonProps: { "aria-label": "Close" },
      radius: 5,
      centered: true,
      transitionProps: { duration: 0 },
      overlayProps: { backgroundOpacity: 0.5 },
    },
  }),
};
