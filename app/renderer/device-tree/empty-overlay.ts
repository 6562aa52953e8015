/** Overlays that say nothing yet. */

/** What something is put into. */
export const bareOverlay = `/dts-v1/;
/plugin/;
`;

/** What somebody writes in. */
export const emptyOverlay = `${bareOverlay}
&{/} {
};
`;
