package hashlist

import (
	"errors"
	"io"
	"strings"

	"vigie/internal/intake"
	"vigie/internal/intake/jsonstrict"
)

// vics reads VICS JSON: an object whose "value" lists media, or such a list.
func (l *list) vics(r io.Reader) error {
	lim := intake.Limits{Record: l.lim.Row, Depth: 16, Fields: 1024, Records: int(l.lim.Rows)}
	var bad *Fault
	err := jsonstrict.Split(l.ctx, intake.Input{R: r, Limits: lim}, []string{"value"}, func(p *jsonstrict.Piece) error {
		if p.Problem != nil {
			bad = fault(p.Problem.Reason, l.Rows+1, p.Offset, p.Problem.Detail)
			if strings.HasPrefix(p.Problem.Detail, "around") || p.Problem.Reason == intake.TrailingContent {
				bad.Row = 0
			}
			return errStop
		}
		if err := l.begin(); err != nil {
			return err
		}
		for name, v := range p.Doc.Root().Members() {
			l.member(name, v)
		}
		return l.end()
	})
	if bad != nil && (err == nil || errors.Is(err, errStop)) {
		return bad
	}
	return err
}

var errStop = errors.New("stop")

// member reads one key of a medium; all but these are stepped over.
func (l *list) member(name string, v jsonstrict.Value) {
	switch fold(name) {
	case "victimidentified":
		l.say(yesNo(scalar(v), VictimYes))
	case "offenderidentified":
		l.say(yesNo(scalar(v), OffenderYes))
	case "isdistributed":
		l.say(yesNo(scalar(v), DistributedYes))
	case "category":
		l.say(categoryOf(scalar(v)))
	case "series":
		if v.IsArray() {
			for x := range v.Items() {
				l.series(x.Text())
			}
			return
		}
		l.series(v.Text())
	case "alternativehashes":
		for x := range v.Items() {
			l.alternative(x)
		}
	default:
		if t, ok := TypeOf(name); ok && !v.IsNull() {
			l.hash(t, scalar(v))
		}
	}
}

// alternative is {"HashName": …, "HashValue": …}.
func (l *list) alternative(v jsonstrict.Value) {
	value := v.Get("HashValue").Text()
	if value == "" {
		return
	}
	t, ok := TypeOf(v.Get("HashName").Text())
	if !ok {
		l.Left[OtherHash]++
		return
	}
	l.hash(t, value)
}

// scalar is a value's text; of an object or a list, something that says nothing.
func scalar(v jsonstrict.Value) string {
	if v.IsObject() || v.IsArray() {
		return "?"
	}
	return v.Text()
}
