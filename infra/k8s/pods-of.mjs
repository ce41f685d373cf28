// The Pods that the controllers would make of workloads: reads what `kubectl get … -o json` says of Deployments, StatefulSets,
// Jobs and the like, writes a List of Pods to be created. Where no controller runs, only so are they ever judged.
//   kubectl get deployments,statefulsets,jobs -o json | node infra/k8s/pods-of.mjs [--privileged]
//   --privileged   a planted mistake: one privileged container in each
import { text } from 'node:stream/consumers';

const privileged = process.argv.includes('--privileged');

/** A StatefulSet adds a volume for each of its claims. */
function claimedVolumes({ metadata, spec }) {
  return (spec.volumeClaimTemplates ?? []).map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: `${name}-${metadata.name}-0` },
  }));
}

function podOf(workload) {
  const { metadata, spec } = workload;
  const template = (spec.jobTemplate?.spec ?? spec).template;
  const [first, ...others] = template.spec.containers;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${metadata.name}-of-${workload.kind.toLowerCase()}`,
      namespace: metadata.namespace,
      labels: template.metadata?.labels,
      annotations: template.metadata?.annotations,
    },
    spec: {
      ...template.spec,
      containers: [privileged ? { ...first, securityContext: { privileged: true } } : first, ...others],
      volumes: [...(template.spec.volumes ?? []), ...claimedVolumes(workload)],
    },
  };
}

const { items } = JSON.parse(await text(process.stdin));
console.log(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: items.map(podOf) }));
