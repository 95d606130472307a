import type { Place } from './place.ts';
import type { Resource } from './template.ts';

/** Which property gives a resource its name. */
export const nameProperties: Record<string, string> = {
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::SecretsManager::Secret': 'Name',
};

export function pseudoParameters(place: Place): Record<string, string> {
  return {
    'AWS::Region': place.region,
    'AWS::AccountId': place.accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': place.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.accountId}:stack/${place.stackName}/local`,
  };
}

/** A resource of the template with its logical id and the name it goes by. */
interface NamedResource {
  id: string;
  name: string;
  resource: Resource;
}

/** What `Ref` gives; `undefined` for a type that is not served. */
export function refOf(named: NamedResource, place: Place): string | undefined {
  const { id, name, resource } = named;
  switch (resource.Type) {
    case 'AWS::SQS::Queue':
      return attributeOf(named, 'QueueUrl', place);
    case 'AWS::SecretsManager::Secret':
      return attributeOf(named, 'Id', place);
    case 'AWS::Lambda::Function':
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable':
      return name;
    case 'AWS::ApiGatewayV2::Api':
    case 'AWS::ApiGatewayV2::Integration':
    case 'AWS::ApiGatewayV2::Route':
      return id;
    case 'AWS::Logs::LogGroup':
      return name;
    case 'AWS::IAM::ManagedPolicy':
      return `arn:aws:iam::${place.accountId}:policy/${name}`;
    case 'AWS::ApiGatewayV2::Stage':
      return String(resource.Properties?.StageName);
    default:
      return undefined;
  }
}

/** What `Fn::GetAtt` gives; `undefined` for what is not served. */
export function attributeOf(
  { id, name, resource }: NamedResource,
  attribute: string,
  { region, accountId, awsEndpoint, publicUrl }: Place,
): string | undefined {
  const where = `${region}:${accountId}`;
  switch (`${resource.Type}.${attribute}`) {
    case 'AWS::SQS::Queue.Arn':
      return `arn:aws:sqs:${where}:${name}`;
    case 'AWS::SQS::Queue.QueueName':
      return name;
    case 'AWS::SQS::Queue.QueueUrl':
      return `${awsEndpoint}/${accountId}/${name}`;
    case 'AWS::Lambda::Function.Arn':
      return `arn:aws:lambda:${where}:function:${name}`;
    case 'AWS::DynamoDB::Table.Arn':
    case 'AWS::DynamoDB::GlobalTable.Arn':
      return `arn:aws:dynamodb:${where}:table/${name}`;
    case 'AWS::SecretsManager::Secret.Id':
      return `arn:aws:secretsmanager:${where}:secret:${name}-local0`;
    case 'AWS::ApiGatewayV2::Api.ApiEndpoint':
      return publicUrl;
    case 'AWS::ApiGatewayV2::Api.ApiId':
      return id;
    default:
      return undefined;
  }
}
