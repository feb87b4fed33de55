{{- define "gavel.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "gavel.selector" -}}
app.kubernetes.io/name: gavel
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "gavel.labels" -}}
{{ include "gavel.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "gavel.settings" -}}
{{- toYaml .Values.settings -}}
{{- end -}}
