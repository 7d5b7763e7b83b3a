import { Callout } from "../controls/Callout.tsx";
import { ThemeProvider } from "../theme/ThemeProvider.tsx";

/** A link that does not let in, in the gateway's words. */
export const RefusedLink = ({ because }: { readonly because: string }) => (
  <ThemeProvider>
    <main style={{ maxWidth: 480, margin: "20vh auto 0" }}>
      <Callout severity="error" title="This link does not let you in">
        {because}
      </Callout>
    </main>
  </ThemeProvider>
);
