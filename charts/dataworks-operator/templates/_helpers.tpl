{{/* The name of the chart, cut to the length of a label. */}}
{{- define "dataworks-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The full name of the objects: the release, with the chart's name where the release does not hold it. */}}
{{- define "dataworks-operator.fullname" -}}
{{- $name := include "dataworks-operator.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* The labels by which the Deployment finds its Pods. They must never change. */}}
{{- define "dataworks-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "dataworks-operator.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* The labels of every object. */}}
{{- define "dataworks-operator.labels" -}}
{{ include "dataworks-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The labels of Pods, from those of their Deployment. The version of the chart is not among them: a chart that is read from
Git has another one with each commit, and each would replace Pods that it does not change. */}}
{{- define "dataworks-operator.podLabels" -}}
{{- omit (fromYaml .) "helm.sh/chart" | toYaml }}
{{- end }}

{{/* The full name, as a Service may begin with it: older API servers refuse one that begins with a digit. */}}
{{- define "dataworks-operator.serviceName" -}}
{{- $name := include "dataworks-operator.fullname" . }}
{{- if not (regexMatch "^[a-z]" $name) }}
{{- fail (printf "the name of a Service has to begin with a letter, and %s does not: set fullnameOverride, or do without Services (metrics.service.enabled and simulator.enabled)" $name) }}
{{- end }}
{{- $name }}
{{- end }}

{{/* The name of the ServiceAccount. */}}
{{- define "dataworks-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "dataworks-operator.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- required "serviceAccount.name is needed when serviceAccount.create is false" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* An image: by digest where there is one, else by tag. Takes a list: the image of the values, and the context. */}}
{{- define "dataworks-operator.image" -}}
{{- $image := first . }}
{{- $context := last . }}
{{- if $image.digest }}
{{- printf "%s@%s" $image.repository $image.digest }}
{{- else }}
{{- printf "%s:%s" $image.repository (default $context.Chart.AppVersion $image.tag) }}
{{- end }}
{{- end }}

{{/* What both Pods are allowed. It fits the Pod Security Standard "restricted". */}}
{{- define "dataworks-operator.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* The same of their containers. */}}
{{- define "dataworks-operator.securityContext" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* The name of the Service of the metrics. */}}
{{- define "dataworks-operator.metrics.fullname" -}}
{{- printf "%s-metrics" (include "dataworks-operator.serviceName" . | trunc 55 | trimSuffix "-") }}
{{- end }}

{{/* The labels by which the Service of the metrics is found, and no other. */}}
{{- define "dataworks-operator.metrics.selectorLabels" -}}
{{ include "dataworks-operator.selectorLabels" . }}
app.kubernetes.io/component: metrics
{{- end }}

{{/* The labels of that Service. */}}
{{- define "dataworks-operator.metrics.labels" -}}
{{- $own := include "dataworks-operator.metrics.selectorLabels" . | fromYaml }}
{{- merge $own (include "dataworks-operator.labels" . | fromYaml) | toYaml }}
{{- end }}

{{/* What the metrics of this release are told by in Prometheus: the labels that its monitor gives them by default. Without a
monitor of the chart nobody knows them, and this is empty. */}}
{{- define "dataworks-operator.metrics.selector" -}}
{{- if .Values.metrics.serviceMonitor.enabled }}
{{- printf "{namespace=%q, job=%q}" .Release.Namespace (include "dataworks-operator.metrics.fullname" .) }}
{{- else if .Values.metrics.podMonitor.enabled }}
{{- $namespace := default .Release.Namespace .Values.metrics.podMonitor.namespace }}
{{- printf "{namespace=%q, job=%q}" .Release.Namespace (printf "%s/%s" $namespace (include "dataworks-operator.fullname" .)) }}
{{- end }}
{{- end }}

{{/* The name of the simulator's objects. */}}
{{- define "dataworks-operator.simulator.fullname" -}}
{{- printf "%s-simulator" (include "dataworks-operator.serviceName" . | trunc 53 | trimSuffix "-") }}
{{- end }}

{{/* The host of the simulator, as the operator and the workspaces name it. */}}
{{- define "dataworks-operator.simulator.host" -}}
{{- printf "%s.%s.svc" (include "dataworks-operator.simulator.fullname" .) .Release.Namespace }}
{{- end }}

{{/* The labels by which the simulator's Pod is found. It has another name, so that nothing takes it for an operator. */}}
{{- define "dataworks-operator.simulator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "dataworks-operator.name" . | trunc 53 | trimSuffix "-" }}-simulator
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* The labels of the simulator's objects. */}}
{{- define "dataworks-operator.simulator.labels" -}}
{{- $own := include "dataworks-operator.simulator.selectorLabels" . | fromYaml }}
{{- merge $own (include "dataworks-operator.labels" . | fromYaml) | toYaml }}
{{- end }}
