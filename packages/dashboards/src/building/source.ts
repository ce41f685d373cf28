/** The data source of infra/docker/grafana/provisioning/datasources/prometheus.yaml. */
export const prometheus = { type: 'prometheus', uid: 'prometheus' } as const;
