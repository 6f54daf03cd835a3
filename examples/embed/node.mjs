// The same library in Node:  npm install larmor && node node.mjs
import { dipole, gradientVector, realise, resolveConfig, synthesise } from "larmor";

const config = resolveConfig({
  field: { turbulence_level: [0.1] },
  particles: { nside: 2 },
  transport: { path_pc: 6 },
});

// the field of realisation 0, in uG, at two points in pc; a particle that goes along +x, followed back over 1 and 2 pc
const field = await synthesise(config, 0);
console.log("field", field.at(new Float64Array([0, 0, 0, 1, 2, 3])));
console.log("positions", field.backtrack(new Float64Array([1, 0, 0]), [1, 2]).positions);
field.dispose();

// its response tensor, and from that the dipole of any gradient
const record = await realise(config, 0);
const response = record.response_pc[record.response_pc.length - 1];
console.log("dipole", dipole(response, gradientVector(90, 0, 0.14)));
