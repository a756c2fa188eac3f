package intake

// OrDefault returns the limits with each field that is zero or negative taken
// from [DefaultLimits].
func (l Limits) OrDefault() Limits {
	d := DefaultLimits
	return Limits{
		Record:  positive(l.Record, d.Record),
		Depth:   positive(l.Depth, d.Depth),
		Fields:  positive(l.Fields, d.Fields),
		Records: positive(l.Records, d.Records),
		Files:   positive(l.Files, d.Files),
		Ratio:   positive(l.Ratio, d.Ratio),
		Archive: positive(l.Archive, d.Archive),
	}
}

func positive[T ~int | ~int64](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}
