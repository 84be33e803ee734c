//! Where refunds are paid into: the shape of a Canadian bank account (domain page `identifiers`, direct deposit).
//! Whether the account exists only the bank can say.

/// How many digits an account number has. The most is usual for banks, the least is a choice of this service, so both
/// can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountLength {
    /// The least digits.
    pub least: usize,
    /// The most digits.
    pub most: usize,
}

impl Default for AccountLength {
    fn default() -> Self {
        Self { least: 7, most: 12 }
    }
}

/// What is wrong with bank data, field by field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BankError {
    /// The institution is not three digits.
    #[error("Enter the institution number as 3 digits, like 219")]
    Institution,
    /// `000` is no institution.
    #[error("000 is no institution number")]
    NoInstitution,
    /// The transit is not five digits.
    #[error("Enter the transit number as 5 digits, like 00009")]
    Transit,
    /// The account has too few or too many digits, or other signs.
    #[error("Enter the account number as {least} to {most} digits")]
    Account {
        /// The least digits.
        least: usize,
        /// The most digits.
        most: usize,
    },
}

/// An account of the right shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccount {
    /// Three digits.
    pub institution: String,
    /// Five digits.
    pub transit: String,
    /// The account's digits.
    pub account: String,
}

impl BankAccount {
    /// Reads what was typed; spaces around and inside are left out.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the fields.
    pub fn read(
        institution: &str,
        transit: &str,
        account: &str,
        length: AccountLength,
    ) -> Result<Self, Vec<BankError>> {
        let plain = |text: &str| {
            let kept = text.chars().filter(|c| !c.is_whitespace());
            kept.collect::<String>()
        };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let read = Self {
            institution: plain(institution),
            transit: plain(transit),
            account: plain(account),
        };
        let mut wrong = Vec::new();
        if read.institution.len() != 3 || !digits(&read.institution) {
            wrong.push(BankError::Institution);
        } else if read.institution == "000" {
            wrong.push(BankError::NoInstitution);
        }
        if read.transit.len() != 5 || !digits(&read.transit) {
            wrong.push(BankError::Transit);
        }
        let AccountLength { least, most } = length;
        if !(least..=most).contains(&read.account.len()) || !digits(&read.account) {
            wrong.push(BankError::Account { least, most });
        }
        if wrong.is_empty() {
            Ok(read)
        } else {
            Err(wrong)
        }
    }

    /// The account with all but its last three digits hidden, for pages and logs.
    pub fn masked(&self) -> String {
        let hidden = self.account.len().saturating_sub(3);
        let shown = self.account.chars().enumerate();
        shown
            .map(|(place, digit)| if place < hidden { '\u{2022}' } else { digit })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        institution: &str,
        transit: &str,
        account: &str,
    ) -> Result<BankAccount, Vec<BankError>> {
        BankAccount::read(institution, transit, account, AccountLength::default())
    }

    #[test]
    fn everything_that_is_wrong_is_told() {
        let account = BankError::Account { least: 7, most: 12 };
        assert_eq!(
            read("21", "0009", "12345"),
            Err(vec![BankError::Institution, BankError::Transit, account])
        );
        assert_eq!(
            read("000", "00009", "1234567"),
            Err(vec![BankError::NoInstitution])
        );
        assert_eq!(read("219", "00009", "12345A7"), Err(vec![account]));
    }

    #[test]
    fn an_account_is_masked() {
        let account = read(" 219", "00009", "123 456 789").unwrap();
        assert_eq!(account.account, "123456789");
        assert_eq!(
            account.masked(),
            "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}789"
        );
    }

    #[test]
    fn the_length_can_be_set() {
        let length = AccountLength { least: 5, most: 17 };
        assert!(BankAccount::read("219", "00009", "12345", length).is_ok());
    }
}
