import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";
import { componentLooks } from "./componentLooks.ts";

const violet: MantineColorsTuple = [
  "#f1efff",
  "#dfdaff",
  "#c8bfff",
  "#b0a4ff",
  "#9a8af7",
  "#8172e6",
  "#6655d0",
  "#5746c0",
  "#4a3aa8",
  "#3c2e8c",
];

const looks: Readonly<Record<string, { background: string; hover: string; color: string; border: string }>> = {
  filled: {
    background: "var(--invert)",
    hover: "var(--invert)",
    color: "var(--on-invert)",
    border: "1px solid var(--invert)",
  },
  default: {
    background: "var(--raised)",
    hover: "var(--hover)",
    color: "var(--text)",
    border: "1px solid var(--line-2)",
  },
  subtle: { background: "transparent", hover: "var(--hover)", color: "var(--text-2)", border: "1px solid transparent" },
};

/** The one primary button is inverted grey: violet means "selected, focused, running" and nothing else. */
const variantColorResolver: VariantColorsResolver = (input) =>
  looks[input.variant] ?? defaultVariantColorsResolver(input);

export const theme = createTheme({
  primaryColor: "violet",
  colors: { violet },
  primaryShade: { light: 7, dark: 3 },
  defaultRadius: 3,
  radius: { xs: "3px", sm: "3px", md: "3px", lg: "5px", xl: "5px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  fontSizes: { xs: "11px", sm: "12px", md: "12px", lg: "13px", xl: "20px" },
  lineHeights: { xs: "14px", sm: "16px", md: "16px", lg: "18px", xl: "24px" },
  fontFamily: "var(--f-sans)",
  fontFamilyMonospace: "var(--f-mono)",
  headings: { fontFamily: "var(--f-sans)", fontWeight: "600" },
  focusRing: "auto",
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver,
  components: componentLooks,
});

const grounds = {
  "--mantine-color-body": "var(--panel)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-3)",
  "--mantine-color-placeholder": "var(--text-3)",
  "--mantine-color-default": "var(--raised)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--line-2)",
  "--mantine-color-error": "var(--bad)",
  "--mantine-color-anchor": "var(--text)",
  "--mantine-color-disabled-color": "var(--text-3)",
  "--mantine-color-disabled-border": "var(--line)",
  "--mantine-shadow-md": "var(--shadow)",
  "--mantine-shadow-xl": "var(--shadow)",
};

/** Mantine's own colours are the tokens, so that they follow the theme without a second table. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: grounds, dark: grounds });
