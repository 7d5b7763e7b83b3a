import {
  AmbientLight,
  Box3,
  Box3Helper,
  BufferAttribute,
  BufferGeometry,
  Color,
  DirectionalLight,
  DoubleSide,
  Group,
  Mesh,
  MeshLambertMaterial,
  PerspectiveCamera,
  Scene,
  Vector3,
  WebGLRenderer,
} from "three";
import { StudioError } from "../../core/errors.ts";
import { eyeOf, type Orbit } from "../../state/orbit.ts";
import type { ClassSurface } from "../../worker/studioApi.ts";

export interface PaintedSurface {
  readonly surface: ClassSurface;
  readonly color: string;
  readonly isShown: boolean;
}

/** A picture of surfaces on a canvas, drawn when something has changed. */
export interface SurfaceScene {
  /** Draws these in a box of so many nanometres (or voxels) along [z, y, x]; what is no longer among them is freed. */
  readonly show: (painted: readonly PaintedSurface[], extent: readonly [number, number, number]) => void;
  readonly look: (orbit: Orbit) => void;
  /** In CSS pixels. */
  readonly resize: (width: number, height: number) => void;
  /** Frees everything on the GPU. */
  readonly dispose: () => void;
}

/** Half of what is seen of a plane at distance 1 in a square pane. */
const VIEW_TANGENT = 0.36;
/** A class that slices leave unpainted. */
const UNPAINTED = "#9a9a9a";
const BOX_COLOR = "#808080";

/** Throws StudioError "DeviceError" where the browser cannot draw in 3D. */
export function createSurfaceScene(canvas: HTMLCanvasElement): SurfaceScene {
  const renderer = createRenderer(canvas);
  const [scene, stack, camera] = [new Scene(), new Group(), new PerspectiveCamera(40, 1, 0.01, 20)];
  const light = new DirectionalLight("#ffffff", 2.4);
  scene.add(stack, new AmbientLight("#ffffff", 0.9), light);
  const box = new Box3Helper(new Box3(), new Color(BOX_COLOR));
  stack.add(box);
  const meshes = createMeshes(stack);

  let frame = 0;
  const draw = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => renderer.render(scene, camera));
  };

  return {
    show(painted, extent) {
      const [depth, height, width] = extent;
      const scale = 1 / Math.hypot(depth, height, width);
      // Rows run down and slices away from the viewer, as in the plane view seen from slice 0.
      stack.scale.set(scale, -scale, -scale);
      stack.position.set((-width * scale) / 2, (height * scale) / 2, (depth * scale) / 2);
      box.box.set(new Vector3(0, 0, 0), new Vector3(width, height, depth));
      meshes.show(painted);
      draw();
    },
    look(orbit) {
      camera.position.set(...eyeOf(orbit));
      camera.lookAt(...orbit.target);
      // The light comes from over the viewer's left shoulder.
      light.position.copy(camera.localToWorld(new Vector3(-0.6, 0.8, 0.4)).sub(new Vector3(...orbit.target)));
      draw();
    },
    resize(width, height) {
      renderer.setPixelRatio(window.devicePixelRatio);
      renderer.setSize(width, height, false);
      camera.aspect = width / height;
      // What fits into a square pane fits into a narrow one.
      camera.fov = (2 * Math.atan(VIEW_TANGENT * Math.max(1, height / width)) * 180) / Math.PI;
      camera.updateProjectionMatrix();
      draw();
    },
    dispose() {
      cancelAnimationFrame(frame);
      meshes.show([]);
      box.dispose();
      renderer.dispose();
      renderer.forceContextLoss();
    },
  };
}

function createRenderer(canvas: HTMLCanvasElement): WebGLRenderer {
  const context = canvas.getContext("webgl2", { antialias: true, alpha: true });
  if (!context)
    throw new StudioError(
      "DeviceError",
      "This browser cannot draw in 3D: it has no WebGL 2, or it is switched off. Switch hardware acceleration on in its settings, or look at the three planes at once instead.",
    );
  return new WebGLRenderer({ canvas, context, antialias: true, alpha: true });
}

/** One mesh a surface, kept as long as the surface is shown or only switched off. */
function createMeshes(stack: Group) {
  const meshes = new Map<ClassSurface, Mesh<BufferGeometry, MeshLambertMaterial>>();
  const made = (surface: ClassSurface) => {
    const mesh = new Mesh(geometryOf(surface), new MeshLambertMaterial({ side: DoubleSide }));
    stack.add(mesh);
    meshes.set(surface, mesh);
    return mesh;
  };
  return {
    show(painted: readonly PaintedSurface[]): void {
      const kept = new Set(painted.map(({ surface }) => surface));
      for (const [surface, mesh] of [...meshes].filter(([each]) => !kept.has(each))) {
        stack.remove(mesh);
        mesh.geometry.dispose();
        mesh.material.dispose();
        meshes.delete(surface);
      }
      for (const { surface, color, isShown } of painted) {
        const mesh = meshes.get(surface) ?? made(surface);
        mesh.material.color.set(color === "none" ? UNPAINTED : color);
        mesh.visible = isShown;
      }
    },
  };
}

function geometryOf({ positions, normals, triangles }: ClassSurface): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(positions, 3));
  geometry.setAttribute("normal", new BufferAttribute(normals, 3));
  geometry.setIndex(new BufferAttribute(triangles, 1));
  return geometry;
}
