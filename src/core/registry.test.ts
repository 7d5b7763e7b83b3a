import { expect, test } from "vitest";
import { createRegistry } from "./registry.ts";

const items = [
  { id: "unet", label: "U-Net" },
  { id: "vnet", label: "V-Net" },
  { id: "pspnet", label: "PSPNet" },
];

test("a registry gives its items by id, in the order given", () => {
  const registry = createRegistry("network", items);
  expect(registry.list).toEqual(items);
  expect(registry.get("vnet")).toBe(items[1]);
});

test("an id that nothing has is refused with what was meant, and all there are", () => {
  const registry = createRegistry("network", items);
  expect(() => registry.get("pspent")).toThrow('No network "pspent"; did you mean "pspnet"? Known: unet, vnet, pspnet');
  expect(() => registry.get("transformer")).toThrow('No network "transformer"; known: unet, vnet, pspnet');
});

test("two items cannot share an id", () => {
  expect(() => createRegistry("network", [...items, { id: "unet", label: "Another" }])).toThrow(
    "Two networks share an id: unet, vnet, pspnet, unet",
  );
});
