import type { Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** The largest file of the build that is kept for use without a network. */
const MOST_BYTES = 32 * 2 ** 20;

/** A service worker that keeps the whole page, samples included, and a manifest by which it can be installed. A new version waits until the page takes it in (`src/newVersion.ts`). */
export const offline = (): Plugin[] =>
  VitePWA({
    registerType: "prompt",
    injectRegister: null,
    manifest: {
      id: "./",
      name: "Cristae",
      short_name: "Cristae",
      description: "A neural architecture search studio for electron microscopy",
      start_url: "./",
      scope: "./",
      display: "standalone",
      background_color: "#1f1f1f",
      theme_color: "#1f1f1f",
      icons: [
        { src: "icon.svg", sizes: "any", type: "image/svg+xml" },
        { src: "icon-192.png", sizes: "192x192", type: "image/png" },
        { src: "icon-512.png", sizes: "512x512", type: "image/png" },
        { src: "icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
      ],
    },
    includeManifestIcons: false,
    workbox: {
      globPatterns: ["**/*"],
      // What runs exported networks is larger than all else together: it is kept once it was asked for.
      globIgnores: ["sw.js", "workbox-*.js", "**/ort-wasm-*.wasm"],
      runtimeCaching: [{ urlPattern: /ort-wasm-[^/]*\.wasm$/, handler: "CacheFirst" }],
      maximumFileSizeToCacheInBytes: MOST_BYTES,
      cleanupOutdatedCaches: true,
      navigateFallback: "index.html",
    },
  });
