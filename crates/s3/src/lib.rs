//! Files in a bucket, by the S3 protocol: a [`BlobStore`] for installations with several servers.
//!
//! A crate of its own, because the client for S3 takes longer to build than anything else we depend on, and nothing but the
//! server's wiring has to wait for it.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::{Client, Config};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use bytes::Bytes;
use forecourt_storage::blobs::{BlobError, BlobKey, BlobStore, Presentation};
use url::Url;

/// How to reach a bucket.
#[derive(Clone)]
pub struct S3Settings {
    /// The service's address, as we reach it.
    pub endpoint: String,
    /// The service's address, as browsers reach it; empty: the same.
    pub public_endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The region it is in.
    pub region: String,
    /// Who we are.
    pub access_key_id: String,
    /// The proof of it.
    pub secret_access_key: String,
    /// `endpoint/bucket/key` rather than `bucket.endpoint/key`.
    pub path_style: bool,
}

impl std::fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "S3Settings({} at {})", self.bucket, self.endpoint)
    }
}

/// A bucket.
#[derive(Debug)]
pub struct S3 {
    client: Client,
    /// Signs for the address that browsers use, which is part of what is signed.
    public: Client,
    bucket: String,
    origin: String,
}

impl S3 {
    /// A bucket. It is not asked for anything yet.
    pub fn new(settings: &S3Settings) -> Self {
        let public_endpoint =
            if settings.public_endpoint.is_empty() { &settings.endpoint } else { &settings.public_endpoint };
        Self {
            client: client(settings, &settings.endpoint),
            public: client(settings, public_endpoint),
            bucket: settings.bucket.clone(),
            origin: origin(public_endpoint, &settings.bucket, settings.path_style),
        }
    }
}

#[async_trait]
impl BlobStore for S3 {
    async fn put(&self, key: &BlobKey, content_type: &str, bytes: Bytes) -> Result<(), BlobError> {
        let request = self.client.put_object().bucket(&self.bucket).key(key.as_str()).content_type(content_type);
        request.body(ByteStream::from(bytes)).send().await.map_err(failed)?;
        Ok(())
    }

    async fn get(&self, key: &BlobKey) -> Result<Bytes, BlobError> {
        let answer = self.client.get_object().bucket(&self.bucket).key(key.as_str()).send().await.map_err(|error| {
            if error.as_service_error().is_some_and(|e| e.is_no_such_key()) {
                BlobError::Missing
            } else {
                failed(error)
            }
        })?;
        Ok(answer.body.collect().await.map_err(unavailable)?.into_bytes())
    }

    async fn remove(&self, key: &BlobKey) -> Result<(), BlobError> {
        self.client.delete_object().bucket(&self.bucket).key(key.as_str()).send().await.map_err(failed)?;
        Ok(())
    }

    async fn presigned(
        &self,
        key: &BlobKey,
        shown: Presentation<'_>,
        lifetime: Duration,
    ) -> Result<Option<String>, BlobError> {
        let config = PresigningConfig::expires_in(lifetime).map_err(unavailable)?;
        let request = self.public.get_object().bucket(&self.bucket).key(key.as_str());
        let request = request.response_content_type(shown.content_type).response_content_disposition(shown.disposition);
        let signed = request.presigned(config).await.map_err(unavailable)?;
        Ok(Some(signed.uri().to_owned()))
    }

    fn origin(&self) -> Option<&str> {
        Some(&self.origin)
    }
}

fn client(settings: &S3Settings, endpoint: &str) -> Client {
    let credentials =
        Credentials::new(&settings.access_key_id, &settings.secret_access_key, None, None, "configuration");
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .read_timeout(Duration::from_secs(10))
        .operation_timeout(Duration::from_secs(30))
        .build();
    let https = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let config = Config::builder()
        .http_client(https)
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(endpoint)
        .region(Region::new(settings.region.clone()))
        .credentials_provider(credentials)
        .force_path_style(settings.path_style)
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(2))
        // Not every S3 knows the newer checksums.
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .build();
    Client::from_conf(config)
}

fn origin(endpoint: &str, bucket: &str, path_style: bool) -> String {
    let Ok(mut url) = Url::parse(endpoint) else { return String::new() };
    if !path_style {
        let host = format!("{bucket}.{}", url.host_str().unwrap_or_default());
        if url.set_host(Some(&host)).is_err() {
            return String::new();
        }
    }
    url.origin().ascii_serialization()
}

/// What a request came to, in the service's own words where it answered.
fn failed<E>(error: SdkError<E, HttpResponse>) -> BlobError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let Some(code) = error.code() else { return unavailable(error) };
    let said = format!("{code}: {}", error.message().unwrap_or("no more was said"));
    match error.raw_response().map(|answer| answer.status().as_u16()) {
        Some(401 | 403) => BlobError::Refused { source: said.into() },
        _ => BlobError::Unavailable { source: said.into() },
    }
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> BlobError {
    BlobError::Unavailable { source: Box::new(error) }
}
