import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { cssVariablesResolver, theme } from "./theme.ts";
import "./mantineStyles.ts";
import "./tokens.css";
import "./base.css";
import "./mantine.css";

const colorSchemes = localStorageColorSchemeManager({ key: "cristae-color-scheme" });

/** Light or dark as the system has it, unless the user has chosen. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorSchemes}
      defaultColorScheme="auto"
      deduplicateInlineStyles
    >
      {children}
    </MantineProvider>
  );
}
