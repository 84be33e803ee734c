//! PINs of invitation letters: short, readable, hashed with Argon2id and a pepper.

use anyhow::anyhow;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use secrecy::{ExposeSecret, SecretString};

/// Letters and digits that nobody mistakes for another.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRTUVWXYZ";

/// Hashes and checks PINs.
pub struct PinHasher {
    pepper: SecretString,
    /// A hash that no PIN fits: checked where there is no letter, so that an answer takes as long.
    decoy: String,
}

impl std::fmt::Debug for PinHasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinHasher")
    }
}

impl PinHasher {
    /// A hasher with the pepper of the configuration.
    ///
    /// # Errors
    /// When the pepper is too long for Argon2.
    pub fn new(pepper: SecretString) -> anyhow::Result<Self> {
        let mut hasher = Self {
            pepper,
            decoy: String::new(),
        };
        hasher.decoy = hasher.hash(&new_pin())?;
        Ok(hasher)
    }

    /// The hash to keep of a PIN.
    ///
    /// # Errors
    /// When Argon2 refuses the input.
    pub fn hash(&self, pin: &str) -> anyhow::Result<String> {
        let hash = self
            .argon2()?
            .hash_password(normal(pin).as_bytes())
            .map_err(|error| anyhow!("Argon2: {error}"))?;
        Ok(hash.to_string())
    }

    /// The PIN fits the hash; without a hash it takes as long and never fits.
    pub fn fits(&self, pin: &str, hash: Option<&str>) -> bool {
        let checked = PasswordHash::new(hash.unwrap_or(&self.decoy))
            .ok()
            .zip(self.argon2().ok())
            .is_some_and(|(hash, argon2)| {
                argon2
                    .verify_password(normal(pin).as_bytes(), &hash)
                    .is_ok()
            });
        checked && hash.is_some()
    }

    fn argon2(&self) -> anyhow::Result<Argon2<'_>> {
        Argon2::new_with_secret(
            self.pepper.expose_secret().as_bytes(),
            Algorithm::Argon2id,
            Version::V0x13,
            Params::default(),
        )
        .map_err(|error| anyhow!("Argon2: {error}"))
    }
}

/// A PIN of eight symbols (39 bits), written as `7K4M-9XQ2`.
pub fn new_pin() -> String {
    let symbol = || {
        let place = rand::random_range(0..ALPHABET.len());
        ALPHABET.get(place).copied().map_or('2', char::from)
    };
    let half = || (0..4).map(|_place| symbol()).collect::<String>();
    format!("{}-{}", half(), half())
}

/// A PIN as it is compared: capital letters and digits only.
fn normal(pin: &str) -> String {
    pin.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|symbol| symbol.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_fits_however_it_is_typed_and_no_other_does() {
        let pins = PinHasher::new("pepper".to_owned().into()).unwrap();
        let hash = pins.hash("7K4M-9XQ2").unwrap();
        assert!(pins.fits("7k4m 9xq2", Some(&hash)));
        assert!(!pins.fits("7K4M-9XQ3", Some(&hash)));
        assert!(!pins.fits("7K4M-9XQ2", None));
        let other = PinHasher::new("other pepper".to_owned().into()).unwrap();
        assert!(!other.fits("7K4M-9XQ2", Some(&hash)));
    }
}
