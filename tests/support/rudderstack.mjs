// RudderStack's control plane.

/**
 * What it answers about a source with destinations of its owner's own, as JSON.
 *
 * @param {Record<string, object>} destinations the configuration of each, by its id
 */
export const sourceConfig = (destinations) =>
  JSON.stringify({
    source: {
      id: 'source',
      enabled: true,
      config: {},
      destinations: Object.entries(destinations).map(([id, config]) => ({
        id,
        enabled: true,
        config,
        destinationDefinition: { displayName: 'Custom Device Mode', name: 'CUSTOM_DEVICE_MODE' },
      })),
    },
  });
