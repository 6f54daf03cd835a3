// What the five steps say. Numbers are not here: they are in the sentence that lives with each figure.

export interface Step {
  title: string;
  text: string;
}

export const STEPS: readonly Step[] = [
  {
    title: "Cosmic rays come from one side. What should we see?",
    text: "Near their sources (star) they are denser. If they diffuse alike in all directions, their sky has a dipole, drawn to scale as the dashed circle. What is measured is ten times smaller and more. Why? Drag the star.",
  },
  {
    title: "One particle, followed back in time",
    text: "What arrives from a direction is as much as there was where its particle came from (Liouville). So follow it back through one random magnetic field, and ask for the density there. Drag the star: its path stays, the density changes.",
  },
  {
    title: "Fifty random fields, fifty skies",
    text: "Turbulence alone. Each circle is the dipole of one field: its centre the direction, its radius the amplitude. They point anywhere, most are larger than predicted, and only their mean (square) agrees. Turbulence alone hides nothing.",
  },
  {
    title: "Now a regular field: the dipoles snap to it",
    text: "The same turbulence about a regular field B₀ (crosses): particles are led along it, and only the part of the gradient along B₀ is seen. Across it the dipole is small. Drag the star to a cross: it is large again.",
  },
  {
    title: "Across the field, theory meets the measurements",
    text: "The amplitude in fifty fields against the direction of the gradient. Where gradient and field are nearly at right angles it falls to what KASCADE and EAS-TOP have measured. Drag the star along.",
  },
];
