//! A logarithmic axis.

/// From whole powers of ten to a span of the drawing.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Exponents of its ends.
    decades: (i32, i32),
    /// Where these are drawn.
    ends: (f64, f64),
}

impl Scale {
    /// An axis that holds all positive of these values, a decade at least.
    pub fn holding(values: impl Iterator<Item = f64>, ends: (f64, f64)) -> Self {
        let logarithms: Vec<f64> = values.filter(|value| *value > 0.0).map(f64::log10).collect();
        let least = logarithms.iter().copied().fold(f64::INFINITY, f64::min);
        let most = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let decades = if least <= most {
            let first = least.floor() as i32;
            (first, (most.ceil() as i32).max(first + 1))
        } else {
            (0, 1)
        };
        Self { decades, ends }
    }

    /// Where a value is drawn. What is not positive is drawn at the lower end.
    pub fn at(&self, value: f64) -> f64 {
        let (first, last) = (f64::from(self.decades.0), f64::from(self.decades.1));
        let logarithm = value.max(f64::MIN_POSITIVE).log10().clamp(first, last);
        self.ends.0 + (logarithm - first) / (last - first) * (self.ends.1 - self.ends.0)
    }

    /// The powers of ten on it.
    pub fn ticks(&self) -> impl Iterator<Item = f64> {
        (self.decades.0..=self.decades.1).map(|exponent| 10_f64.powi(exponent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decades_are_equally_wide() {
        let scale = Scale::holding([20.0, 3000.0, 0.0].into_iter(), (0.0, 300.0));
        assert_eq!(scale.ticks().collect::<Vec<_>>(), [10.0, 100.0, 1000.0, 10_000.0]);
        assert_eq!(
            [10.0, 1000.0, 10_000.0, 1e9, 0.0].map(|value| scale.at(value).round()),
            [0.0, 200.0, 300.0, 300.0, 0.0]
        );
        assert_eq!(Scale::holding([].into_iter(), (0.0, 1.0)).ticks().count(), 2);
    }
}
