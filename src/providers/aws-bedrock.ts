import { defineProvider } from "./provider.ts";

/**
 * Models are named by their id, an inference profile or an ARN. OpenAI's own newer models are not served here: AWS has
 * them at another host only (`bedrock-mantle`).
 */
export const awsBedrock = defineProvider({
  id: "aws-bedrock",
  name: "AWS Bedrock",
  docs: "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html",
  baseUrl: "https://bedrock-runtime.{region}.amazonaws.com",
  baseUrls: [
    { when: { field: "region", matches: /^cn-/ }, baseUrl: "https://bedrock-runtime.{region}.amazonaws.com.cn" },
    { when: { field: "region", matches: /^eusc-/ }, baseUrl: "https://bedrock-runtime.{region}.amazonaws.eu" },
  ],
  auth: { kind: "aws", service: "bedrock" },
  speaks: [
    {
      operation: "chat",
      dialect: "bedrock-converse",
      path: "/model/{model}/converse",
      streamPath: "/model/{model}/converse-stream",
    },
    { operation: "embed", dialect: "bedrock-embeddings", path: "/model/{model}/invoke" },
  ],
  quirks: [],
  credential: [
    {
      name: "region",
      label: "Region",
      secret: false,
      required: true,
      help: "Where requests are served, such as eu-central-1.",
      pattern: "[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}",
      environment: ["AWS_REGION", "AWS_DEFAULT_REGION"],
      unlessBaseUrl: true,
    },
    {
      name: "apiKey",
      label: "Bedrock API key",
      secret: true,
      required: false,
      help: "A long-term API key of Amazon Bedrock.",
    },
    {
      name: "accessKeyId",
      label: "Access key id",
      secret: false,
      required: false,
      pattern: "[A-Za-z0-9_]{3,128}",
      environment: ["AWS_ACCESS_KEY_ID"],
    },
    {
      name: "secretAccessKey",
      label: "Secret access key",
      secret: true,
      required: false,
      environment: ["AWS_SECRET_ACCESS_KEY"],
    },
    {
      name: "sessionToken",
      label: "Session token",
      secret: true,
      required: false,
      help: "Only with temporary access keys.",
      environment: ["AWS_SESSION_TOKEN"],
    },
    {
      name: "roleArn",
      label: "Role to assume",
      secret: false,
      required: false,
      help: "ARN of a role that calls are made in.",
      pattern: "arn:aws[a-z\\-]*:iam::[0-9]{12}:role/.{1,512}",
    },
    {
      name: "externalId",
      label: "External id",
      secret: false,
      required: false,
      help: "Where the role's trust policy asks for one.",
    },
    {
      name: "profile",
      label: "Profile",
      secret: false,
      required: false,
      help: "Name in the AWS configuration files of the gateway's machine.",
      environment: ["AWS_PROFILE"],
      operatorOnly: true,
    },
  ],
  credentialForms: [
    { id: "api-key", label: "API key", needs: ["apiKey"] },
    {
      id: "access-keys",
      label: "Access keys",
      needs: ["region", "accessKeyId", "secretAccessKey"],
      takes: ["sessionToken", "roleArn", "externalId"],
    },
    {
      id: "own-identity",
      label: "Identity of the gateway's machine",
      needs: ["region"],
      takes: ["profile", "roleArn", "externalId"],
      operatorOnly: true,
    },
  ],
  environment: ["AWS_BEARER_TOKEN_BEDROCK"],
});
