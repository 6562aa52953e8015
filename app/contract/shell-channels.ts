/** The names of what main and the preload say to each other. Board traffic goes over the host's port, never here. */
export const shellChannels = {
  /** Page to main, no arguments: give me a port. Main to page, with one port: here it is. */
  hostPort: 'host-port',
  /** Main to page: a MenuCommand. */
  command: 'command',
  /** Page to main, answered as ElectronBridge.openPlan says. */
  openPlan: 'open-plan',
} as const;
