/** A rectangle of a figure. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a picture's first pixel lies, and how large its pixels are drawn. */
export interface PictureFrame {
  readonly left: number;
  readonly top: number;
  readonly scaleX: number;
  readonly scaleY: number;
}

export type Place = readonly [x: number, y: number];

/** One thing to draw; places in millimetres from the upper left corner, text by its base line. */
export type Mark<Picture> =
  | { readonly mark: "picture"; readonly picture: Picture; readonly frame: PictureFrame; readonly clip: Box }
  /** Filled, framed, or both. */
  | { readonly mark: "box"; readonly box: Box; readonly fill?: string; readonly stroke?: Stroke }
  | { readonly mark: "line"; readonly from: Place; readonly to: Place; readonly stroke: Stroke; readonly clip: Box }
  | {
      readonly mark: "head";
      readonly corners: readonly [Place, Place, Place];
      readonly fill: string;
      readonly stroke: Stroke;
    }
  | {
      readonly mark: "disc";
      readonly center: Place;
      readonly radius: number;
      readonly fill: string;
      readonly stroke: Stroke;
    }
  | ({ readonly mark: "text"; readonly x: number; readonly y: number; readonly fill: string } & SetText);

export interface Stroke {
  readonly color: string;
  /** In millimetres. */
  readonly width: number;
}

/** Text as it is set: in Helvetica or what is as wide. */
export interface SetText {
  readonly text: string;
  /** Of the letters, in millimetres. */
  readonly size: number;
  readonly isBold?: boolean;
}

/** All that is drawn of a figure, from back to front, in millimetres. */
export interface FigureMarks<Picture> {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark<Picture>[];
}

/** Journals ask for Helvetica or Arial; every one of these is as wide as it. */
export const FONT_FAMILY = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif";
