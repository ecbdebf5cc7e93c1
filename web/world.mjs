// The outline of the world for maps drawn by the server: Natural Earth (public domain), 1:110 million.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { feature, mesh } from "topojson-client";

const DIGITS = 2; // of a degree: about a kilometre, finer than the outline itself

/**
 * `land`: closed rings of [longitude, latitude] that stay within ±180 and ±90, holes among them (fill them by the
 * even-odd rule). `borders`: open lines between neighbouring countries.
 */
export async function world(here) {
  const atlas = JSON.parse(await readFile(join(here, "node_modules/world-atlas/countries-110m.json"), "utf8"));
  const { countries, land } = atlas.objects;
  return {
    source: "Natural Earth 1:110m, public domain",
    land: feature(atlas, land).features.flatMap(rings).flatMap(flat).map(rounded).filter(wide),
    borders: mesh(atlas, countries, (one, other) => one !== other).coordinates.map(rounded),
  };
}

function rings({ geometry }) {
  return geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : geometry.coordinates;
}

/** A ring of the sphere as rings of the plane: what crosses the antimeridian is cut, what goes round a pole closed there. */
function flat(ring) {
  const line = unrolled(ring);
  const [first, last] = [line[0], line.at(-1)];
  if (Math.abs(last[0] - first[0]) > 180) {
    const pole = first[1] < 0 ? -90 : 90;
    line.push([last[0], pole], [first[0], pole], first);
  }
  return [-360, 0, 360]
    .map((shift) => line.map(([x, y]) => [x + shift, y]))
    .map((moved) => cut(cut(moved, 1), -1));
}

/** The ring with longitudes that never jump: they go on beyond ±180 instead. */
function unrolled(ring) {
  let shift = 0;
  return ring.map(([x, y], at) => {
    const step = at === 0 ? 0 : x - ring[at - 1][0];
    if (Math.abs(step) > 180) shift -= Math.sign(step) * 360;
    return [x + shift, y];
  });
}

/** The part of a ring on this side of the meridian `side` × 180 (Sutherland and Hodgman). */
function cut(ring, side) {
  const inside = ([x]) => x * side <= 180;
  const part = ring.slice(1).flatMap((point, at) => {
    const before = ring[at];
    if (inside(point) === inside(before)) return inside(point) ? [point] : [];
    const share = (180 * side - before[0]) / (point[0] - before[0]);
    const crossing = [180 * side, before[1] + share * (point[1] - before[1])];
    return inside(point) ? [crossing, point] : [crossing];
  });
  return part.length > 0 ? [...part, part[0]] : part;
}

/** The points with few digits, and none twice in a row. */
function rounded(line) {
  const points = line.map((point) => point.map((degrees) => Number(degrees.toFixed(DIGITS))));
  return points.filter((point, at) => at === 0 || String(point) !== String(points[at - 1]));
}

/** Whether a closed ring is more than a line walked there and back. */
function wide(ring) {
  return ring.length > 3;
}
