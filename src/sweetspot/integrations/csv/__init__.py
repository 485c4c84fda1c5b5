"""Tables people hand us: how does a CSV, TSV or XLSX file of any origin become rows?"""
