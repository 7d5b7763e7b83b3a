import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createStudioStore } from "./state/store.ts";
import { App } from "./ui/frame/App.tsx";
import { saveFile } from "./ui/saveFile.ts";
import { startStudio } from "./worker/client.ts";

const store = createStudioStore(startStudio(), saveFile);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App store={store} />
  </StrictMode>,
);
