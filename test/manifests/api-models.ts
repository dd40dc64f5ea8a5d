import { AnalysisTemplate, Rollout } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1';
import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1';
import { DestinationRule, VirtualService } from '@kubernetes-models/istio/networking.istio.io/v1beta1';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { ConfigMap, PersistentVolumeClaim, Service } from 'kubernetes-models/v1';

/** The models generated from each API's own definitions, with the module and the type that say the same to the compiler. */
export const MODELS = {
  AnalysisTemplate: { model: AnalysisTemplate, from: '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1' },
  Rollout: { model: Rollout, from: '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1' },
  HTTPRoute: { model: HTTPRoute, from: '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1' },
  VirtualService: { model: VirtualService, from: '@kubernetes-models/istio/networking.istio.io/v1beta1' },
  DestinationRule: { model: DestinationRule, from: '@kubernetes-models/istio/networking.istio.io/v1beta1' },
  ServiceMonitor: { model: ServiceMonitor, from: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1' },
  Deployment: { model: Deployment, from: 'kubernetes-models/apps/v1' },
  NetworkPolicy: { model: NetworkPolicy, from: 'kubernetes-models/networking.k8s.io/v1' },
  ConfigMap: { model: ConfigMap, from: 'kubernetes-models/v1' },
  PersistentVolumeClaim: { model: PersistentVolumeClaim, from: 'kubernetes-models/v1' },
  Service: { model: Service, from: 'kubernetes-models/v1' },
} as const;

/** @throws {Error} the document is none of its API's. */
export function assertOfApi(document: { readonly kind: string; readonly apiVersion: string }): void {
  const { model } = MODELS[document.kind as keyof typeof MODELS];
  new model(structuredClone(document) as never).validate();
}
