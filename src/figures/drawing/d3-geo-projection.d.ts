// d3-geo-projection has no types of its own: the projections that the sky maps use.
declare module "d3-geo-projection" {
  import type { GeoProjection } from "d3-geo";
  export function geoAitoff(): GeoProjection;
  export function geoHammer(): GeoProjection;
  export function geoMollweide(): GeoProjection;
}
