/** Where surfaces are looked at from. Angles in radians; lengths in diameters of the stack, whose middle is at 0, 0, 0. */
export interface Orbit {
  /** Around the axis of the rows; 0 looks along the slices, as the plane view does. */
  readonly azimuth: number;
  /** Above (positive) or below the slices' middle. */
  readonly elevation: number;
  readonly distance: number;
  /** What the middle of the picture shows. */
  readonly target: readonly [x: number, y: number, z: number];
}

export const FIRST_ORBIT: Orbit = { azimuth: 0.6, elevation: 0.45, distance: 1.5, target: [0, 0, 0] };

const [NEAREST, FURTHEST] = [0.1, 6];
/** Straight from above or below, "up" has no direction. */
const STEEPEST = Math.PI / 2 - 0.01;
const TURN = 2 * Math.PI;

export function turned(orbit: Orbit, azimuth: number, elevation: number): Orbit {
  return {
    ...orbit,
    azimuth: (orbit.azimuth + azimuth) % TURN,
    elevation: Math.min(STEEPEST, Math.max(-STEEPEST, orbit.elevation + elevation)),
  };
}

/** Comes nearer by a factor above 1, and goes away by one below. */
export const magnified = (orbit: Orbit, factor: number): Orbit => ({
  ...orbit,
  distance: Math.min(FURTHEST, Math.max(NEAREST, orbit.distance / factor)),
});

/** Moves the picture by shares of its distance, to the right and down. */
export function moved(orbit: Orbit, right: number, down: number): Orbit {
  const { azimuth, elevation, distance } = orbit;
  const rightwards = [Math.cos(azimuth), 0, -Math.sin(azimuth)] as const;
  const upwards = [
    -Math.sin(azimuth) * Math.sin(elevation),
    Math.cos(elevation),
    -Math.cos(azimuth) * Math.sin(elevation),
  ] as const;
  const target = orbit.target.map(
    (place, axis) => place + distance * (down * upwards[axis]! - right * rightwards[axis]!),
  );
  return { ...orbit, target: target as unknown as Orbit["target"] };
}

/** Place of the camera, y upwards and z towards the viewer. */
export function eyeOf({ azimuth, elevation, distance, target }: Orbit): readonly [x: number, y: number, z: number] {
  const across = distance * Math.cos(elevation);
  return [
    target[0] + across * Math.sin(azimuth),
    target[1] + distance * Math.sin(elevation),
    target[2] + across * Math.cos(azimuth),
  ];
}
