// The groups of a drawing by place and name.

export interface Spot {
  element: SVGAElement;
  node: string;
  name: string;
  x: number;
  y: number;
}

/** A text without case and accents. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** The nearest group in a direction; what lies aside counts twice as far. */
export function nearest(from: Spot, spots: readonly Spot[], [across, down]: readonly [number, number]): Spot | undefined {
  let best: Spot | undefined;
  let least = Infinity;
  for (const spot of spots) {
    const [dx, dy] = [spot.x - from.x, spot.y - from.y];
    const along = dx * across + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * across);
    const far = along + 2 * aside;
    if (along > 1 && far < least) [best, least] = [spot, far];
  }
  return best;
}
