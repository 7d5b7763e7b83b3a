const UNITS: Readonly<Record<string, number>> = {
  pm: 1e-3, picometer: 1e-3, å: 0.1, a: 0.1, angstrom: 0.1, ångström: 0.1, nm: 1, nanometer: 1, nanometers: 1, nanometre: 1,
  µm: 1e3, μm: 1e3, um: 1e3, micron: 1e3, microns: 1e3, micrometer: 1e3, micrometers: 1e3, micrometre: 1e3, "\\u00b5m": 1e3,
  mm: 1e6, millimeter: 1e6, millimetre: 1e6, cm: 1e7, centimeter: 1e7, m: 1e9, meter: 1e9, metre: 1e9, inch: 25.4e6, in: 25.4e6,
};

/** Nanometres in a unit of length as files name it; undefined for "pixel" and what is no length. */
export const nmPerUnit = (unit: string): number | undefined => UNITS[unit.trim().toLowerCase()];
